import { app } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/prescriptive-guidance/latest/privacy-reference-architecture/data-residency.html */
export const regionPinned: Rule = {
  source: 'ours: HHS guidance on cloud computing, question 10',
  says: 'a stage is in a region of the United States that is written down',
  of: [TYPE.stack],
  check: (_, { app: { region } }) => unless(/^us-(east|west)-[12]$/.test(`${region}`), 'in no such region'),
  broken: app({ region: 'eu-west-1' }),
}
