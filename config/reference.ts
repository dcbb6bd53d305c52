// The page that tells every setting, made from the schema. docs/settings.md is what this
// gives; a test holds the two together.

import { SETTINGS, type Setting } from './schema.ts'

const HEAD = `# Settings

Made by \`make docs\` from \`config/\`; do not edit it here.

Every setting has a default, so that nothing needs to be said. A file says otherwise, and the
environment has the last word. The file is JSON, given by \`--config FILE\` or \`BARRAGE_CONFIG\`, with
dotted names (\`"edge.chunk": 128\`) or nested ones (\`"edge": {"chunk": 128}\`). An empty variable
counts as not given. All mistakes are told at once, and nothing starts.
`

const UNGROUPED = 'The process'

export function settingsPage(): string {
  const groups = new Map<string, Setting[]>([[UNGROUPED, []]])
  for (const setting of SETTINGS.values()) {
    const group = groupOf(setting)
    groups.set(group, [...(groups.get(group) ?? []), setting])
  }
  return [HEAD, ...[...groups].map(([group, settings]) => section(group, settings))].join('\n')
}

function groupOf({ name }: Setting): string {
  const [group = '', leaf] = name.split('.')
  return leaf ? group : UNGROUPED
}

function section(group: string, settings: readonly Setting[]): string {
  return `## ${group}\n\n${settings.map(entry).join('\n')}`
}

function entry({ name, variable, schema }: Setting): string {
  return `**\`${name}\`** · \`${variable}\` · default ${defaults(schema)}\\
Takes ${schema.takes}. ${schema.why}
`
}

function defaults({ default: value, production, secret }: Setting['schema']): string {
  if (secret) return 'made on the first start; in production it must be given'
  const usual = shown(value)
  return production === undefined || production === value
    ? usual
    : `${usual}, in production ${shown(production)}`
}

function shown(value: unknown): string {
  if (value === '') return 'empty'
  return `\`${Array.isArray(value) ? value.join(',') : value}\``
}
