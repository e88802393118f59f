export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') await import('./server-telemetry.ts');
}
