import { reword } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html */
export const requestsGoToAlias: Rule = {
  source: 'ours: a release moves the alias, and moves it back',
  says: 'requests go to the version behind the alias',
  of: [TYPE.apiIntegration],
  check: ({ inputs }) => unless(`${inputs.integrationUri}`.endsWith(':live'), 'go to whatever is newest'),
  broken: reword(/:live/, ''),
}
