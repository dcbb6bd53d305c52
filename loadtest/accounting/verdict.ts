// Whether a run counts. One that lost or doubled something, or was told what makes no sense,
// is void: whatever it measured, it measured of a broken server. Pure.

export type Facts = {
  /** Messages that the server acknowledged, and those of which nobody knows. */
  readonly acknowledged: number
  readonly unsure: number
  /** Numbers that the stream moved by; nothing when it had begun before us or began again. */
  readonly numbered: number | undefined
  /** What ingest counted as given up, because its lanes were full: told, and no loss unseen. */
  readonly shed: number
  /** Told by the server and said by none of us. */
  readonly foreign: number
  /** Whether we have the room to ourselves. */
  readonly alone: boolean
  /** One id under two numbers; one number for two ids; a viewer delivered something twice. */
  readonly doubled: number
  readonly renumbered: number
  readonly deliveredTwice: number
  readonly misordered: number
  /** Numbers that viewers should have been told of at the end and were not. */
  readonly missing: number
  /** Frames that break their promise. */
  readonly faults: number
  readonly breaches: number
}

/** Why the run is void; empty when it counts. */
export function voidBecause(facts: Facts): string[] {
  const { numbered, acknowledged, unsure, shed, foreign, alone } = facts
  const others = alone ? 0 : foreign
  const reasons = [
    some(facts.missing, 'numbers that viewers were never told of'),
    some(facts.doubled, 'messages under two numbers'),
    some(facts.renumbered, 'numbers that were told for two messages'),
    some(facts.deliveredTwice, 'live messages that a viewer had already'),
    some(facts.misordered, 'messages out of order within their frame'),
    some(facts.faults, 'frames that do not account for what they cover'),
    some(facts.breaches, 'frames that cannot be read'),
    alone && some(foreign, 'messages that nobody said'),
    numbered !== undefined && some(acknowledged - shed - numbered, 'acknowledged messages lost'),
    numbered !== undefined &&
      some(numbered - acknowledged - unsure - others, 'more messages stored than were said'),
  ]
  return reasons.filter(reason => typeof reason === 'string')
}

function some(count: number, what: string): string | undefined {
  return count > 0 ? `${count} ${what}` : undefined
}
