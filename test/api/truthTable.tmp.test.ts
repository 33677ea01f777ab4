import { expect, test } from 'vitest'
import { classify, documentOf } from './truthTable.ask.ts'
import { plant, rowsOf, world } from './truthTable.fixture.ts'
const ROWS = `
FINDING | DOCTOR | CARE_TEAM | - | DENY @caller ; PERMIT @caller DOCTOR | - | FULL
FINDING | DOCTOR | CARE_TEAM | - | DENY DOCTOR ; PERMIT @caller DOCTOR NURSE | - | FULL
FINDING | DOCTOR | CARE_TEAM | - | DENY @caller DOCTOR ; PERMIT @caller | - | FULL
FINDING | DOCTOR | CARE_TEAM | - | DENY DOCTOR ; PERMIT @caller DOCTOR | - | FULL
NAME | DOCTOR | CARE_TEAM | PART2 | - | - | FULL
BIRTHDATE | DOCTOR | CARE_TEAM | PART2 | - | - | FULL
NAME | DOCTOR | CARE_TEAM | PART2 | PERMIT PART2 | - | FULL
NAME | DOCTOR | CARE_TEAM | PART2 | PERMIT PART2 CLINICAL | - | FULL
NAME | PATIENT | PROXY GUARDIAN | PART2 | - | - | FULL
NAME | DOCTOR | BREAK_GLASS | PART2 | - | - | FULL
NAME | PATIENT | SELF | PART2 | - | - | FULL
BY_MRN | SUPPORT | TENANT | - | - | - | FULL
FINDING | DOCTOR | CARE_TEAM | PART2 | PERMIT PART2 ; DENY DOCTOR | - | FULL
NAME | DOCTOR | CARE_TEAM | HIV | DENY HIV | - | FULL
NAME | DOCTOR | CARE_TEAM | PSYCHOTHERAPY | - | - | FULL
OWN_LIST | PATIENT | PROXY GUARDIAN | - | - | - | FULL
OWN_LIST | DOCTOR | BREAK_GLASS | - | - | - | FULL
OWN_LIST | DOCTOR | BREAK_GLASS team | - | - | - | FULL
`
test('x', async () => {
  const made = await world()
  for (const [n, row] of rowsOf(ROWS).entries()) {
    const p = await plant(made, row, n)
    const { body } = await made.query(p.user, documentOf(row.what, p))
    process.stderr.write(`${row.line} => ${classify(body, { what: row.what, planted: p, segments: row.segments })} ${row.what === 'BY_MRN' ? JSON.stringify(body) : ''}\n`)
  }
  expect(1).toBe(1)
})
