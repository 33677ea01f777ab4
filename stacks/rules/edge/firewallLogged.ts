import { without } from '../breaks.ts'
import { all, called, meant } from '../graph.ts'
import { type Rule, unless } from '../rule.ts'
import { TYPE } from '../types.ts'

/** https://docs.aws.amazon.com/config/latest/developerguide/wafv2-logging-enabled.html */
export const firewallLogged: Rule = {
  source: 'cdk-nag HIPAA.Security-WAFv2LoggingEnabled; 45 CFR 164.312(b)',
  says: 'what the firewall did is in a log group of ours',
  of: [TYPE.firewall],
  check(wall, graph) {
    const log = all(graph, TYPE.firewallLog).find(({ inputs }) =>
      inputs.resourceArn.includes(`/webacl/${called(wall)}/`),
    )
    const [group] = log?.inputs.logDestinationConfigs ?? []
    return unless(meant(graph, TYPE.logGroup, group) !== undefined, 'no log')
  },
  broken: without(TYPE.firewallLog),
}
