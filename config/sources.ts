// Where settings are given: a JSON file, and the environment. Both come out as one list of
// names and values, with a note of where each came from; nothing is believed yet.

import { readFileSync } from 'node:fs'
import type { Mistake } from './mistake.ts'
import { nearest } from './nearest.ts'
import { PREFIX, SETTINGS, type Setting } from './schema.ts'

/** One setting as it was given, not yet checked. */
export type Given = { readonly setting: Setting; readonly value: unknown; readonly from: string }
export type Source = { readonly given: readonly Given[]; readonly mistakes: readonly Mistake[] }

export type Environment = Readonly<Record<string, string | undefined>>

/** Names the file. Not a setting: a file cannot name itself. */
export const FILE_VARIABLE = `${PREFIX}CONFIG`

/** A JSON object; names dotted (`"edge.chunk"`), nested (`"edge": {"chunk": …}`), or both. */
export function fromFile(path: string): Source {
  const root = read(path)
  if (typeof root === 'string')
    return { given: [], mistakes: [{ name: 'config', value: path, expected: root, from: path }] }
  const given: Given[] = []
  const mistakes: Mistake[] = []
  for (const [name, value] of flattened(root, '')) {
    const setting = SETTINGS.get(name)
    const twice = given.some(other => other.setting === setting)
    if (!setting) mistakes.push({ name, expected: instead(name, SETTINGS.keys()), from: path })
    else if (twice) mistakes.push({ name, expected: 'to be given once', from: path })
    else given.push({ setting, value, from: path })
  }
  return { given, mistakes }
}

/** Everything that begins with BARRAGE_. An empty variable counts as not given. */
export function fromEnvironment(env: Environment): Source {
  const byVariable = new Map([...SETTINGS.values()].map(setting => [setting.variable, setting]))
  const given: Given[] = []
  const mistakes: Mistake[] = []
  for (const [variable, written] of Object.entries(env)) {
    if (!variable.startsWith(PREFIX) || variable === FILE_VARIABLE || !written) continue
    const setting = byVariable.get(variable)
    if (setting) given.push({ setting, value: parsed(written, setting), from: variable })
    else
      mistakes.push({
        name: variable,
        expected: instead(variable, byVariable.keys()),
        from: 'environment',
      })
  }
  return { given, mistakes }
}

/** The object in the file, or what was expected of it. */
function read(path: string): object | string {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    return `a file that can be read: ${(error as Error).message}`
  }
  try {
    const root: unknown = JSON.parse(text)
    if (isObject(root)) return root
    return 'a JSON object'
  } catch (error) {
    return `JSON: ${(error as Error).message}`
  }
}

function flattened(group: object, path: string): [name: string, value: unknown][] {
  return Object.entries(group).flatMap(([key, value]) => {
    const name = path + key
    return isObject(value) ? flattened(value, `${name}.`) : [[name, value] as [string, unknown]]
  })
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The text as the setting's type, if it reads as one; else the text, for the check to refuse. */
function parsed(written: string, { schema }: Setting): unknown {
  const type = (schema as { type?: string }).type
  if (type === 'integer') return numeric(written)
  if (type === 'array') return written.split(',').map(numeric)
  if (type === 'boolean' && /^(true|false)$/.test(written)) return written === 'true'
  return written
}

function numeric(written: string): number | string {
  return /^-?\d+(\.\d+)?$/.test(written) ? Number(written) : written
}

function instead(name: string, known: Iterable<string>): string {
  const meant = nearest(name, known)
  return meant ? `a known name; perhaps ${meant}` : 'a known name; docs/settings.md lists them'
}
