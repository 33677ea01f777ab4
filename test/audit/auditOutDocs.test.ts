import { readFileSync } from 'node:fs'
import { auditEvent, ocsfEvent } from '@wardgraph/audit'
import { expect, test } from 'vitest'
import { HELP } from '../../packages/cli/src/help.ts'
import { john, request } from './outFixture.ts'

const page = readFileSync('docs/audit-out.md', 'utf8')
const [sampleRecord, sampleEvent, sampleOcsf] = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) =>
  JSON.parse(text),
)

test('the samples of docs/audit-out.md are what the sample record makes', () => {
  expect(sampleRecord).toEqual(request())
  expect(sampleEvent).toEqual(auditEvent({ record: request(), patient: john }))
  expect(sampleOcsf).toEqual(ocsfEvent(request()))
})

test('the commands of docs/audit-out.md are those of the help', () => {
  const commands = [...page.matchAll(/^npx wardgraph (audit \w+)/gm)].map(([, name]) => name)
  expect(commands).toEqual(['audit events', 'audit ocsf'])
  for (const name of commands) expect(HELP).toContain(`\n  ${name} `)
})
