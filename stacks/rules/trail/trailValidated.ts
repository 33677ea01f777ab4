import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/cloud-trail-log-file-validation-enabled.html */
export const trailValidated: Rule = {
  source: 'cdk-nag HIPAA.Security-CloudTrailLogFileValidationEnabled; CIS AWS 3.2; 45 CFR 164.312(c)(2)',
  says: 'whoever changes a file of the trail is found out',
  of: [TYPE.trail],
  check: ({ inputs }) => unless(inputs.enableLogFileValidation === true, 'not validated'),
  broken: put('enableLogFileValidation', false),
}
