/**
 * The credentials that Lambda puts into the environment of a function, and nothing else: the SDK's default chain, which
 * looks for files and services first, takes tens of milliseconds of a cold start.
 * @throws Error naming the variable that is missing
 */
export async function environmentCredentials() {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env
  if (!AWS_ACCESS_KEY_ID) throw new Error('CONFIG: AWS_ACCESS_KEY_ID is not set')
  if (!AWS_SECRET_ACCESS_KEY) throw new Error('CONFIG: AWS_SECRET_ACCESS_KEY is not set')
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  }
}
