import { UNTOLD } from '../policy/policies.ts'
import type { Kind } from '../stage.ts'
import { EXCEPTIONS } from './exceptions.ts'
import type { Graph } from './graph.ts'
import { RULES } from './index.ts'
import { looksAt } from './rule.ts'

/** The stages that it is of. */
const KINDS: readonly Kind[] = ['personal', 'staging', 'production']

const ABOUT = `# Rules of what is deployed

<!-- made by npm run generate:infra -->

\`stacks/rules/\` holds one rule a file. Each is run over every stage as SST's own components would make it, offline
(\`npm run test:infra\`), and is broken there once by the smallest change, so that it is known to see it. The numbers say how many
resources a rule looks at in each kind of stage. CIS AWS is the AWS Foundations Benchmark 3.0.0; cdk-nag is 2.38, whose rules
are not run but said again here over what SST makes.

The same rules are a Pulumi policy pack, once \`npm ci --prefix stacks/policy\` has brought @pulumi/policy (Apache-2.0):

- \`npx sst diff --stage STAGE --policy stacks/policy\` asks all of them before anything is made; what AWS has yet to name is
  not known then, and a rule that needs it says so.
- \`npx sst deploy --stage STAGE --policy stacks/policy\` asks the rules of one resource before it is made, and those of several
  when all are, as \`sst deploy\` has no preview: a rule that is broken ends it with an error, and what is made by then stays.
- Pulumi tells a policy nothing of some options; ${[...UNTOLD].map((id) => `\`${id}\``).join(', ')} are asked offline alone.

That AWS accepts what is said here, and does with it what its documents say, is not shown by any of this.
`

/** The paper: every rule with its source and with how many resources it looks at, and every exception with its reason. */
export function rulesPaper(graphs: Readonly<Record<Kind, Graph>>): string {
  const rules = Object.entries(RULES).map(([id, rule]) => {
    const counts = KINDS.map((kind) => looksAt(rule, graphs[kind]).length)
    return row([`\`${id}\``, rule.says, rule.source, ...counts])
  })
  const exceptions = EXCEPTIONS.map(({ rule, kinds, resource, wrong, reason }) =>
    row([`\`${rule}\``, kinds.join(', '), code(resource), wrong === undefined ? '' : code(wrong), reason]),
  )
  return [
    ABOUT,
    `## ${rules.length} rules\n`,
    row(['rule', 'says', 'source', ...KINDS]),
    row(['---', '---', '---', ...KINDS.map(() => '---:')]),
    ...rules,
    `\n## ${exceptions.length} exceptions\n`,
    row(['rule', 'stages', 'resources', 'what is wrong', 'reason']),
    row(['---', '---', '---', '---', '---']),
    ...exceptions,
    '',
  ].join('\n')
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
}

function code({ source }: RegExp): string {
  return `\`${source}\``
}
