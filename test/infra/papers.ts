import { deployRole } from '../../stacks/papers/deployRole.ts'
import { infrastructurePaper } from '../../stacks/papers/paper.ts'
import { rulesPaper } from '../../stacks/rules/report.ts'
import { graphOf } from './stages.ts'

/** The papers that are made from the stages, by where they lie. */
export function papers(): Readonly<Record<string, string>> {
  const [personal, staging, production] = [graphOf('personal'), graphOf('staging'), graphOf('production')]
  return {
    'docs/infrastructure.md': infrastructurePaper({ personal, staging, production }),
    ...Object.fromEntries(
      deployRole([personal, staging, production]).map((text, i) => [`docs/deploy-role-${i + 1}.json`, text]),
    ),
    'docs/infra-rules.md': rulesPaper({ personal, staging, production }),
  }
}
