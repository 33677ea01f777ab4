import { reword } from '../breaks.ts'
import type { Resource } from '../graph.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** Rules of AWS's groups that read a body, by group: one that we do not know is not used. */
const BODIES: Readonly<Record<string, readonly string[]>> = {
  AWSManagedRulesAmazonIpReputationList: [],
  AWSManagedRulesKnownBadInputsRuleSet: ['JavaDeserializationRCE_BODY', 'Log4JRCE_BODY', 'ReactJSRCE_BODY'],
  AWSManagedRulesCommonRuleSet: [
    'SizeRestrictions_BODY',
    'EC2MetaDataSSRF_BODY',
    'GenericLFI_BODY',
    'GenericRFI_BODY',
    'CrossSiteScripting_BODY',
  ],
}

function blocking({ statement, overrideAction }: Resource['inputs']): readonly string[] {
  const { name, ruleActionOverrides = [] } = statement.managedRuleGroupStatement
  if (overrideAction?.count) return []
  const counted: readonly Resource['inputs'][] = ruleActionOverrides
  const lets = (body: string) => counted.some((one) => one.name === body && one.actionToUse?.count)
  return BODIES[name]?.filter((body) => !lets(body)).map((body) => `${body} blocks`) ?? [`${name} is not known`]
}

/** https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html */
export const firewallReadsNoBody: Rule = {
  source: 'ours: clinical text looks like an attack, and to block is to log it; 45 CFR 164.502(b)',
  says: 'the firewall blocks nothing for what is in a body',
  of: [TYPE.firewall],
  check({ inputs }) {
    const rules: readonly Resource['inputs'][] = inputs.rules ?? []
    const own = rules.filter(({ statement }) => !statement.managedRuleGroupStatement)
    return [
      ...rules.filter(({ statement }) => statement.managedRuleGroupStatement).flatMap(blocking),
      ...own.filter((one) => /"(body|jsonBody)":/.test(JSON.stringify(one))).map(({ name }) => `${name} reads bodies`),
    ]
  },
  broken: reword('GenericRFI_BODY', 'GenericRFI_QUERYARGUMENTS'),
}
