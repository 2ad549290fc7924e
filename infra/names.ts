// Names in AWS that more than one part of infra/ has to know. Imports nothing, so that a deployment loads no CDK.

export const stackName = "Wish";
export const tableName = "WishList";
export const claimsTableName = "WishClaims";
