// The form page.
export { contentSecurityPolicy, formPage, predictedFeatures } from "./form-page.ts"
