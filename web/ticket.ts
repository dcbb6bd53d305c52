// A guest who comes back to a room is the same guest: the ticket says so, even an expired
// one, and the browser keeps it. A browser that keeps nothing makes a new guest each time.

const KEY = 'barrage.ticket.'

export function keptTicket(room: string): string | undefined {
  try {
    return localStorage.getItem(KEY + room) ?? undefined
  } catch {
    return undefined
  }
}

export function keepTicket(room: string, ticket: string): void {
  try {
    localStorage.setItem(KEY + room, ticket)
  } catch {
    // Private windows refuse; then the guest is a new one next time.
  }
}
