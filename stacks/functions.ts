import { COMPILE_CACHE } from './bundle/compileCache.ts'
import { finishBundle } from './bundle/finish.ts'
import { held } from './held.ts'
import type { Keys } from './keys.ts'
import type { Stage } from './stage.ts'

type Permissions = Exclude<sst.aws.FunctionArgs['permissions'], undefined>

/** What one function is; everything else is alike for all. */
export interface FunctionOptions {
  /** Its file is `packages/api/src/NAME.lambda.ts`. */
  readonly name: string
  readonly memory: `${number} MB`
  readonly timeout: `${number} seconds` | `${number} minutes`
  readonly environment: Readonly<Record<string, $util.Input<string>>>
  /** What its own role may do beside writing its log. */
  readonly permissions: Permissions
  readonly concurrency: number | null
  /** Whether versions are kept and requests go to the one behind an alias. */
  readonly released?: true
}

/** What every function is made with. */
export interface FunctionsOf {
  readonly stage: Stage
  readonly keys: Keys
  /** Where what failed for good goes. */
  readonly failures: aws.sqs.Queue
}

/** A function with a role of its own that may do what is said, and nothing else. */
export function makeFunction({ stage, keys, failures }: FunctionsOf, of: FunctionOptions): sst.aws.Function {
  const { name, memory, timeout, permissions, concurrency, released } = of
  const environment = { ...of.environment, ...(stage.compileCache ? COMPILE_CACHE : {}) }
  const fullName = `${stage.prefix}-${name}`
  const account = aws.getCallerIdentityOutput().accountId
  const log = $interpolate`arn:aws:logs:${stage.region}:${account}:log-group:/aws/lambda/${fullName}:*`
  const own: Permissions = [
    { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [log] },
    // X-Ray knows no resources (Service Authorization Reference, "AWS X-Ray").
    { actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] },
    { actions: ['sqs:SendMessage'], resources: [failures.arn] },
    {
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      resources: [keys.logs.arn],
      conditions: [{ test: 'StringEquals', variable: 'kms:ViaService', values: [`sqs.${stage.region}.amazonaws.com`] }],
    },
    {
      actions: ['kms:Decrypt'],
      resources: [keys.logs.arn],
      conditions: [
        {
          test: 'StringEquals',
          variable: 'kms:EncryptionContext:aws:lambda:FunctionArn',
          values: [$interpolate`arn:aws:lambda:${stage.region}:${account}:function:${fullName}`],
        },
      ],
    },
  ]
  return new sst.aws.Function(`${name.charAt(0).toUpperCase()}${name.slice(1)}Fn`, {
    name: fullName,
    handler: `packages/api/src/${name}.lambda.handler`,
    runtime: 'nodejs24.x',
    architecture: 'arm64',
    memory,
    timeout,
    environment,
    permissions: $output(permissions).apply((asked) => [...asked, ...own]),
    versioning: released === true,
    ...(concurrency === null ? {} : { concurrency: { reserved: concurrency } }),
    logging: { retention: '1 year', format: 'text' },
    nodejs: BUNDLE,
    hook: { postbuild: async (folder) => finishBundle(folder, stage) },
    transform: {
      role(args) {
        args.name = fullName
        if ($dev) return
        // SST writes `!dev` on an Output, which is always false, and so the account's root into every trust policy.
        args.assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({ Service: 'lambda.amazonaws.com' })
        // The managed policy for logs is for all logs of the account.
        args.managedPolicyArns = []
      },
      function(args) {
        // Nothing is linked, so the key with which SST would seal what is linked has no place in an environment.
        if (!$dev) args.environment = { variables: environment }
        args.kmsKeyArn = keys.logs.arn
        args.tracingConfig = { mode: 'Active' }
      },
      logGroup(args, options) {
        args.kmsKeyId = keys.logs.arn
        Object.assign(options, held(stage))
      },
    },
  })
}

/**
 * One ES module, small, and without source maps: `sourcemap: false` would ship them (sst 4.17.1 writes and packs them),
 * esbuild's own option makes none. What leads elsewhere than in Node is in stacks/bundle/plugins.ts.
 */
const BUNDLE: sst.aws.FunctionArgs['nodejs'] = {
  minify: true,
  plugins: 'stacks/bundle/plugins.ts',
  esbuild: { sourcemap: false, keepNames: false },
}
