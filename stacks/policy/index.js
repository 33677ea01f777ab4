import { PolicyPack } from '@pulumi/policy'
import { policies } from './policies.ts'

/** `sst deploy --policy stacks/policy`: what breaks a rule of stacks/rules is not deployed. */
new PolicyPack('wardgraph', { enforcementLevel: 'mandatory', policies: policies() })
