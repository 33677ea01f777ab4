import { readFileSync } from 'node:fs'
import type { Graph } from '../../stacks/rules/graph.ts'
import type { SstRun } from './standins/run.ts'

/** What is evaluated: each kind of stage with the settings that it needs, and a personal one under `sst dev`. */
export const STAGES: Readonly<
  Record<string, { readonly stage: string; readonly dev?: true; readonly env: Readonly<Record<string, string>> }>
> = {
  personal: { stage: 'personal', env: {} },
  dev: { stage: 'personal', dev: true, env: {} },
  staging: { stage: 'staging', env: { WARDGRAPH_ALARM_ADDRESS: 'alarms@example.org' } },
  production: {
    stage: 'production',
    env: {
      WARDGRAPH_DOMAIN: 'api.example.org',
      WARDGRAPH_ALARM_ADDRESS: 'alarms@example.org',
      WARDGRAPH_BAA: 'contracts/2026-0001',
      WARDGRAPH_REPLICA: 'arn:aws:s3:::example-audit-copy,arn:aws:kms:us-west-2:210987654321:key/copy',
      WARDGRAPH_GUARDDUTY: 'on',
      WARDGRAPH_OPERATORS:
        'arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Operations_0123456789abcdef',
    },
  },
}

/** The stages that are deployed, as opposed to run by `sst dev`. */
export const DEPLOYED = ['personal', 'staging', 'production'] as const

/** A stage as the set-up evaluated it. */
export function graphOf(name: string): Graph {
  return JSON.parse(readFileSync(`.sst/graphs/${name}.json`, 'utf8'))
}

/** The stage that the set-up deployed against stand-ins; its artifacts are in `.sst/artifacts`. */
export function deployed(): SstRun {
  return JSON.parse(readFileSync(DEPLOY, 'utf8'))
}

/** Where the set-up writes it. */
export const DEPLOY = '.sst/graphs/deployed.json'
