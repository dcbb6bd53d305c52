import type autocannon from 'autocannon'

/**
 * autocannon's `setupClient`: answers are counted and thrown away. It would make text of every
 * body, which of compressed bytes costs it more than all the rest.
 */
export function keepNoBodies(client: autocannon.Client): void {
  const { pipelinedRequests } = client as unknown as {
    readonly pipelinedRequests: { addBody: (bytes: Buffer) => void }
  }
  pipelinedRequests.addBody = () => {}
}
