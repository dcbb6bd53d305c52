// A fault is ours: something outside failed us, or we failed ourselves. It is thrown,
// carries what caused it, and is logged once, where it is handled. What a viewer did wrong
// is a refusal (refusal.ts), never a fault.

/** The closed list of what can go wrong. */
export const FAULTS = {
  'log-unavailable': 'the message log did not take it: certainly not there',
  'log-unsure': 'the message log did not answer: perhaps there',
  'store-unavailable': 'the bucket store did not answer',
  'archive-unavailable': 'the archive did not answer',
  'archive-busy': 'too many ask the archive',
  'cold-unavailable': 'the cold files cannot be read or written',
  'not-there': 'what it stands on is not there, or too old',
  'data-folder': 'the data folder cannot be used',
  'edge-id-taken': "another process has this edge's id",
  'address-in-use': 'the address is taken',
  'bad-config': 'the settings are contradictory or mistaken',
  'bad-file': 'the file cannot be read',
  'server-refused': 'the server said no',
} as const

export type FaultCode = keyof typeof FAULTS

export class Fault extends Error {
  readonly code: FaultCode

  /** @param detail what exactly, in words that help whoever reads the log */
  constructor(code: FaultCode, detail?: string, cause?: unknown) {
    super(detail ?? FAULTS[code], { cause })
    this.name = 'Fault'
    this.code = code
  }
}
