import { held } from './held.ts'
import type { Stage } from './stage.ts'

/** Who can sign in, and by which client. */
export interface Identity {
  readonly pool: sst.aws.CognitoUserPool
  readonly client: ReturnType<sst.aws.CognitoUserPool['addClient']>
  readonly issuer: $util.Output<string>
}

/**
 * Makes the user pool: people are made by an administrator, sign in with a password that never travels (SRP) and a second
 * factor, and get tokens of which a trigger says under which membership they act. Usernames are those of memberships.
 */
export function makeIdentity({
  stage,
  preToken,
}: {
  readonly stage: Stage
  readonly preToken: sst.aws.Function
}): Identity {
  const pool = new sst.aws.CognitoUserPool('Users', {
    mfa: 'on',
    softwareToken: true,
    advancedSecurity: 'enforced',
    triggers: { preTokenGeneration: preToken.arn, preTokenGenerationVersion: 'v2' },
    transform: {
      userPool(args, options) {
        args.name = stage.prefix
        // Threat protection and access tokens of our own making are of this plan (Cognito Developer Guide, "Feature plans").
        args.userPoolTier = 'PLUS'
        args.passwordPolicy = {
          minimumLength: 14,
          requireLowercase: true,
          requireUppercase: true,
          requireNumbers: true,
          requireSymbols: true,
          passwordHistorySize: 24,
          temporaryPasswordValidityDays: 1,
        }
        args.adminCreateUserConfig = { allowAdminCreateUserOnly: true }
        args.accountRecoverySetting = { recoveryMechanisms: [{ name: 'verified_email', priority: 1 }] }
        args.autoVerifiedAttributes = []
        args.userAttributeUpdateSettings = { attributesRequireVerificationBeforeUpdates: [] }
        args.deletionProtection = stage.keeps ? 'ACTIVE' : 'INACTIVE'
        args.deviceConfiguration = { challengeRequiredOnNewDevice: true, deviceOnlyRememberedOnUserPrompt: true }
        Object.assign(options, held(stage))
      },
    },
  })
  const client = pool.addClient('Client', {
    transform: {
      client(args, options) {
        args.name = `${stage.prefix}-api`
        args.allowedOauthFlowsUserPoolClient = false
        args.allowedOauthFlows = []
        args.allowedOauthScopes = []
        args.callbackUrls = []
        args.supportedIdentityProviders = ['COGNITO']
        // With rotation on, refresh tokens are used by GetTokensFromRefreshToken and no auth flow of theirs may be on.
        args.explicitAuthFlows = ['ALLOW_USER_SRP_AUTH']
        args.refreshTokenRotation = { feature: 'ENABLED', retryGracePeriodSeconds: 10 }
        args.accessTokenValidity = 15
        args.idTokenValidity = 15
        args.refreshTokenValidity = 8
        args.tokenValidityUnits = { accessToken: 'minutes', idToken: 'minutes', refreshToken: 'hours' }
        args.enableTokenRevocation = true
        args.preventUserExistenceErrors = 'ENABLED'
        args.readAttributes = ['email', 'email_verified']
        // Left out or empty, a client could write every standard attribute, the e-mail address of a recovery among them; nothing
        // reads this one.
        args.writeAttributes = ['zoneinfo']
        args.generateSecret = false
        Object.assign(options, held(stage))
      },
    },
  })
  const issuer = $interpolate`https://cognito-idp.${stage.region}.amazonaws.com/${pool.id}`
  return { pool, client, issuer }
}
