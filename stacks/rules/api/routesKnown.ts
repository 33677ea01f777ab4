import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** A route that nobody meant would be one more way in. */
export const routesKnown: Rule = {
  source: 'ours: README.md',
  says: 'the API has one route, POST /graphql',
  of: [TYPE.apiRoute],
  check: ({ inputs }) => unless(inputs.routeKey === 'POST /graphql', `${inputs.routeKey} is not known`),
  broken: put('routeKey', '$default'),
}
