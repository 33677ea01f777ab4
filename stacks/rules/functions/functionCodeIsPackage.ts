import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-layers.html */
export const functionCodeIsPackage: Rule = {
  source: 'ours: what runs is what was tested; 45 CFR 164.312(c)(1)',
  says: 'no function runs code of anybody else beside its own',
  of: [TYPE.function],
  check: ({ inputs }) => [
    ...unless((inputs.layers ?? []).length === 0, 'has layers'),
    ...unless((inputs.packageType ?? 'Zip') === 'Zip', 'is an image'),
  ],
  broken: put('layers', ['arn:aws:lambda:us-east-1:111111111111:layer:agent:1']),
}
