export type { PassportPage, Verification } from './answer-pages';
export { type Certificates, createCertificates } from './create-certificates';
export type { PassportLimits } from './passport-connection';
export { PassportError, type PassportErrorCode } from './passport-error';
export { defaultPassportKnobs, type HeaderCase, type PassportKnobs } from './passport-knobs';
export type { HttpReply, PassportReply } from './passport-reply';
export { type PassportInterceptor, PassportServer, type PassportServerOptions } from './passport-server';
export { type LoginPages, type PassportTicketOptions, passportTicket } from './passport-ticket';
export type { PassportRequest } from './request-reader';
