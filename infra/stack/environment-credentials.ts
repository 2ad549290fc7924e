// Stands for `@aws-sdk/credential-provider-node` in the functions' bundles: Lambda gives a function the credentials of its
// role in the environment, and the rest of the chain (files, single sign-on, instances) is a third of the SDK's client.
export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";
