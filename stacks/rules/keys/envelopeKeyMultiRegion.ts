import { put } from '../breaks.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html */
export const envelopeKeyMultiRegion: Rule = {
  source: 'ours: a key cannot become so later; 45 CFR 164.308(a)(7)(ii)(B)',
  says: 'the key of the roots can be had in another region, and no other key can',
  of: [TYPE.key],
  check: ({ name, inputs }) =>
    unless((inputs.multiRegion === true) === (name === 'EnvelopeKey'), 'multi-Region, or not, against what it is for'),
  broken: (key, graph) => put('multiRegion', key.inputs.multiRegion !== true)(key, graph),
}
