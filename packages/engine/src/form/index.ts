// The form page.
export {
  contentSecurityPolicy,
  formPage,
  predictedFeatures,
  type FormLink,
  type FormPageOptions,
  type Predictor,
} from "./form-page.ts"
