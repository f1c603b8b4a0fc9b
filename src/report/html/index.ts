export { htmlReport } from './html-report';
export { matrixReport } from './matrix-report';
