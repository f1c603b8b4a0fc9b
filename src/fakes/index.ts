export * from './client';
export * from './passport';
export * from './script';
export * from './server';
