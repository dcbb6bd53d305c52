// As much of `fetch` as a join needs, over Node's own HTTP client: a crowd joins thousands of
// times, and the real one costs four times as much.

import { Agent, type IncomingMessage, request } from 'node:http'
import { request as requestSecurely, Agent as SecureAgent } from 'node:https'
import type { Fetch } from '../../client/ask.ts'

const KEPT = { keepAlive: true, scheduling: 'lifo' } as const

export function keepAliveFetch(): Fetch {
  const [plain, secure] = [new Agent(KEPT), new SecureAgent(KEPT)]
  return (url, { method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const isSecure = url.startsWith('https:')
      const options = { method, headers, signal, agent: isSecure ? secure : plain }
      const asking = (isSecure ? requestSecurely : request)(url, options, answer => {
        textOf(answer).then(text => resolve(answered(answer, text)), reject)
      })
      asking.on('error', reject)
      asking.end(body)
    })
}

function answered({ statusCode: status = 0 }: IncomingMessage, text: string) {
  return {
    ok: status >= 200 && status < 300,
    status,
    json: async () => JSON.parse(text) as unknown,
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  answer.setEncoding('utf8')
  let text = ''
  for await (const piece of answer) text += piece
  return text
}
