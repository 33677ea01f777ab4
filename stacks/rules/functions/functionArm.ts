import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html */
export const functionArm: Rule = {
  source: 'ours: what the benchmarks were run on',
  says: 'every function runs on arm64',
  of: [TYPE.function],
  check: ({ inputs }) => unless(`${inputs.architectures}` === 'arm64', 'another architecture'),
  broken: put('architectures', ['x86_64']),
}
