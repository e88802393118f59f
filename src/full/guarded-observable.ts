import { Observable, type Observer, type Operator, Subscriber, type Subscription } from 'rxjs';

type Report = (error: unknown) => void;

/** A function that reports what it throws. */
const guard =
  <Args extends unknown[]>(run: ((...args: Args) => void) | null | undefined, report: Report) =>
  (...args: Args) => {
    try {
      run?.(...args);
    } catch (error) {
      report(error);
    }
  };

/**
 * An observable whose subscribers cannot hurt the host: RxJS 7 rethrows what a subscriber throws in a timer of its own, as
 * an uncaught exception (`reportUnhandledError`). Those of streams derived by operators are guarded, too, because
 * operators derive by `lift`.
 */
export class GuardedObservable<T> extends Observable<T> {
  declare private readonly report: Report;

  constructor(report: Report, subscribe?: (subscriber: Subscriber<T>) => () => void) {
    super(subscribe);
    this.report = report;
  }

  /** @deprecated internal to RxJS 7, which calls it in every operator */
  override lift<R>(operator?: Operator<T, R>): Observable<R> {
    const lifted = new GuardedObservable<R>(this.report);
    lifted.source = this as Observable<unknown>;
    lifted.operator = operator as Operator<unknown, R>;
    return lifted;
  }

  override subscribe(
    observerOrNext?: Partial<Observer<T>> | ((value: T) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    if (observerOrNext instanceof Subscriber) return super.subscribe(observerOrNext);
    const isObserver = typeof observerOrNext === 'object' && observerOrNext !== null;
    const observer = isObserver ? observerOrNext : { next: observerOrNext, error, complete };
    return super.subscribe({
      next: guard((value: T) => observer.next?.(value), this.report),
      error: guard((error: unknown) => (observer.error ? observer.error(error) : this.report(error)), this.report),
      complete: guard(() => observer.complete?.(), this.report),
    });
  }
}
