import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html */
export const apiNoCors: Rule = {
  source: 'ours: pages of the same origin alone; OWASP ASVS 3.4.2',
  says: 'the API answers no page of another origin',
  of: [TYPE.api],
  check: ({ inputs }) => unless(Object.keys(inputs.corsConfiguration ?? {}).length === 0, 'has CORS'),
  broken: put('corsConfiguration', { allowOrigins: ['*'] }),
}
