// What Redis, or the way to it, answers when it cannot serve: in words that say what to do.

/** By the code that opens an error of Redis. */
const ANSWERS: Readonly<Record<string, string>> = {
  LOADING: 'is still loading its data after a start',
  READONLY: 'is a replica that takes no writes: give the address of its primary',
  OOM: 'is full (maxmemory): give it more, or keep less',
  NOAUTH: 'wants a password: put it into the URL',
  WRONGPASS: 'does not take this user and password',
  NOPERM: 'does not let this user do that',
  MISCONF: 'cannot write to its disk',
  MASTERDOWN: 'is a replica that has lost its primary',
  CLUSTERDOWN: 'belongs to a cluster that is down',
  BUSY: 'is busy with a script that does not end',
  NOREPLICAS: 'has fewer replicas than it wants',
}

/** By what the client says. */
const CLIENT: readonly (readonly [RegExp, string])[] = [
  [/^Socket timeout|ETIMEDOUT/, 'went silent'],
  [/max retries per request|Connection is closed|ECONNRESET|EPIPE/, 'broke the connection'],
  [/isn't writeable/, 'broke the connection'],
]

/** Follows "Redis at host:port". */
export function whatIsWrong(error: Error | undefined, timeoutMs: number): string {
  if (!error) return 'takes connections and is not ready: it is loading its data, or has stopped'
  const { message } = error
  const answer = ANSWERS[message.split(' ', 1)[0] as string]
  if (answer) return answer
  if (message === 'Command timed out') return `did not answer within ${timeoutMs} ms`
  const known = CLIENT.find(([pattern]) => pattern.test(message))
  if (known) return known[1]
  return /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH/.test(message)
    ? `cannot be reached: ${message}`
    : `answered: ${message}`
}
