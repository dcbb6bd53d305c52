// How `make test` speaks: a dot for what passed, the whole story of what failed, whatever a
// test printed with `t.diagnostic` (measurements), what failed once more at the end, where a log
// of half an hour is read first, and one closing line with the counts.
// A skipped test is a failed one: it proves nothing.

export type TestEvent = {
  readonly type: string
  readonly data: {
    readonly name?: string
    readonly file?: string
    readonly message?: string
    readonly skip?: string | boolean
    readonly todo?: string | boolean
    readonly details?: {
      readonly type?: string
      readonly error?: { readonly cause?: unknown; readonly stack?: string }
    }
  }
}

export async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let passed = 0
  const failures: string[] = []
  for await (const { type, data } of events) {
    if (data.details?.type === 'suite') continue
    if (type === 'test:pass' && !data.skip && !data.todo) {
      passed++
      yield '.'
    } else if (type === 'test:pass' || type === 'test:fail') {
      const failure = `\n✗ ${data.name} (${data.file ?? ''})\n${story(data)}\n`
      failures.push(failure)
      yield failure
    } else if (type === 'test:diagnostic' && measured(data.message)) {
      yield `\n  ${data.message}\n`
    } else if (type === 'test:stderr') {
      yield data.message ?? ''
    }
  }
  if (failures.length > 0) process.exitCode = 1
  yield `\n${failures.join('')}\n${passed} passed, ${failures.length} failed\n`
}

function story({ skip, todo, details }: TestEvent['data']): string {
  if (skip || todo) return '  skipped: a skipped test is a failed one'
  const error = details?.error
  const cause = error?.cause
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause ?? error?.stack)
}

/** The runner's own closing diagnostics repeat what the closing line says. */
function measured(message = ''): boolean {
  return !/^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/.test(message)
}
