/**
 * Who takes the role, and what is asked of them. A user shows a second factor. In the session of another role, as IAM
 * Identity Center's are, `aws:MultiFactorAuthPresent` is never there: whoever signs people in asks for it, and the
 * condition would refuse everybody. No session name or tag stands for it, as the one who asks chooses them. What holds is
 * the principal, which IAM keeps by its unique id: a role that is made anew under the same name is not trusted. Who it was,
 * CloudTrail says: the session that takes the role has the person's name.
 */
export function takenBy(operators: string): object {
  return {
    Sid: 'Operators',
    Effect: 'Allow',
    Principal: { AWS: operators },
    Action: 'sts:AssumeRole',
    ...(operators.includes(':user/') ? { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } } : {}),
  }
}
