// Kafka is told the same in a container as without one.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

test('every line of server.properties is a variable in compose.yaml', () => {
  const compose = readFileSync('deploy/compose.yaml', 'utf8')
  const lines = readFileSync('deploy/kafka/server.properties', 'utf8').split('\n')
  const settings = lines.filter(line => /^[a-z]/.test(line))
  assert.ok(settings.length > 10)
  for (const setting of settings) {
    const [name = '', value = ''] = setting.split('=')
    const variable = `KAFKA_${name.toUpperCase().replaceAll('.', '_')}`
    const found = new RegExp(`^ +${variable}: '?([^'\n]*)'?$`, 'm').exec(compose)?.[1]
    assert.equal(found, value, variable)
  }
})
