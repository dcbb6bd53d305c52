// What ingest counts, for whoever keeps the metrics.

/**
 * `stored` `duplicate` `expired` `fenced`: what the store said of a message. `shadowed`: not
 * for buckets. `shed`: given up because its lane was full. `poison`: could not be handled.
 * `takenBack`: was in a bucket and is not shown any more.
 * `retried`: a write that the store did not answer. `rewound`: the log was read again.
 */
export type IngestEvent =
  | 'stored'
  | 'duplicate'
  | 'expired'
  | 'fenced'
  | 'shadowed'
  | 'shed'
  | 'poison'
  | 'takenBack'
  | 'retried'
  | 'rewound'

export type IngestCounts = { add(event: IngestEvent, times: number): void }
