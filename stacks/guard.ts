import type { Stage } from './stage.ts'

/** What GuardDuty looks at beside the account's own logs. */
const FEATURES = ['S3_DATA_EVENTS', 'LAMBDA_NETWORK_LOGS']

/** Turns GuardDuty on here, unless the organisation has done so for all its accounts: there can be one detector. */
export function makeGuard({ guardDuty }: Stage): void {
  if (!guardDuty) return
  const detector = new aws.guardduty.Detector('Guard', { enable: true, findingPublishingFrequency: 'FIFTEEN_MINUTES' })
  for (const name of FEATURES)
    new aws.guardduty.DetectorFeature(`Guard${name}`, { detectorId: detector.id, name, status: 'ENABLED' })
}
