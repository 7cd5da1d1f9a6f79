// The form page.
export { contentSecurityPolicy, formPage, type FormLink, type FormPageOptions, type Predictor } from "./form-page.ts"
