// Tells when this machine is on another network: back online, or from one kind of connection to
// another. Browsers say so; Node does not, and then nobody is told.

type Source = {
  addEventListener?(type: string, listener: () => void): void
  removeEventListener?(type: string, listener: () => void): void
}
/** https://wicg.github.io/netinfo: it also tells of every guess at the speed; the kind is what counts. */
type NetworkInformation = Source & { readonly type?: string }

/** Calls `listener` at every change. @returns stops that */
export type NetworkChanges = (listener: () => void) => () => void

export const networkChanges: NetworkChanges = listener => {
  const online = globalThis as Source
  const { navigator } = globalThis as { navigator?: { connection?: NetworkInformation } }
  const connection = navigator?.connection
  let kind = connection?.type
  const onChange = () => {
    if (connection?.type === kind) return
    kind = connection?.type
    listener()
  }
  online.addEventListener?.('online', listener)
  connection?.addEventListener?.('change', onChange)
  return () => {
    online.removeEventListener?.('online', listener)
    connection?.removeEventListener?.('change', onChange)
  }
}
