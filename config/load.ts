// The settings in force: defaults ◂ file ◂ environment.
//
// Nothing is thrown and nothing printed. Either everything is right, or every mistake comes
// back at once, so that nobody mends a file one start at a time.

import Value from 'typebox/value'
import { contradictions, type ServerRole } from './contradictions.ts'
import type { Mistake } from './mistake.ts'
import { type Config, SETTINGS, type Setting } from './schema.ts'
import {
  type Environment,
  FILE_VARIABLE,
  fromEnvironment,
  fromFile,
  type Given,
} from './sources.ts'

export type Loaded = { readonly config: Config } | { readonly mistakes: readonly Mistake[] }

export type Asked = {
  /** Which role starts: a role of its own needs what others can reach. */
  readonly role: ServerRole
  /** JSON; `BARRAGE_CONFIG` names it when this does not. */
  readonly file?: string | undefined
  readonly env: Environment
}

export function loadConfig({ role, env, file = env[FILE_VARIABLE] }: Asked): Loaded {
  const sources = [...(file ? [fromFile(file)] : []), fromEnvironment(env)]
  const given = sources.flatMap(source => source.given)
  const wrong = given.filter(isWrong)
  const right = new Map(
    given.filter(one => !isWrong(one)).map(({ setting, value }) => [setting.name, value]),
  )
  const config = assemble(right)
  const mistakes = [...sources.flatMap(source => source.mistakes), ...wrong.map(told)]
  const named = new Set(mistakes.map(({ name }) => name))
  mistakes.push(...contradictions(config, role).filter(({ name }) => !named.has(name)))
  return mistakes.length > 0 ? { mistakes } : { config }
}

/** What holds when nobody says anything. */
function defaultOf({ schema }: Setting, mode: unknown): unknown {
  return mode === 'production' && schema.production !== undefined
    ? schema.production
    : schema.default
}

function assemble(given: ReadonlyMap<string, unknown>): Config {
  const config: Record<string, unknown> = {}
  for (const setting of SETTINGS.values()) {
    const value = given.get(setting.name) ?? defaultOf(setting, given.get('mode'))
    place(config, setting.name.split('.'), value)
  }
  return config as Config
}

function place(into: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path
  if (rest.length === 0) {
    into[key] = value
    return
  }
  into[key] ??= {}
  place(into[key] as Record<string, unknown>, rest, value)
}

function isWrong({ setting, value }: Given): boolean {
  return !Value.Check(setting.schema, value)
}

function told({ setting, value, from }: Given): Mistake {
  const { takes, secret } = setting.schema
  return { name: setting.name, ...(secret ? {} : { value }), expected: takes, from }
}
