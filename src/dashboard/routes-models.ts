import {
  type LabelsAnswer,
  type LabelsBody,
  labelsAnswer,
  labelsBody,
  type ModelsAnswer,
  modelsAnswer,
  type OrderAnswer,
  orderAnswer,
  type RetrainBody,
  type ReviewAnswer,
  type ReviewBody,
  type ReviewQuery,
  type RollbackBody,
  retrainBody,
  reviewAnswer,
  reviewBody,
  reviewQuery,
  rollbackBody,
} from '../core/api-models.ts';
import { defineRoute, type Route } from './route.ts';

/** What the pages of models and of the review ask. Each throws USAGE for what cannot be asked; `by`: who wants it. */
export interface ModelsWorld {
  models(): Promise<ModelsAnswer>;
  retrain(body: RetrainBody, by: string): OrderAnswer;
  rollback(body: RollbackBody, by: string): OrderAnswer;
  review(query: ReviewQuery): Promise<ReviewAnswer>;
  beginReview(body: ReviewBody): Promise<ReviewAnswer>;
  label(body: LabelsBody, by: string): Promise<LabelsAnswer>;
}

/** Models, and the review that tells how good they are. */
export function modelRoutes(world: ModelsWorld): Route[] {
  return [
    defineRoute({
      ...{ method: 'GET', path: '/models', role: 'viewer' },
      describe: 'Every detector with its models: how mature, how fresh, how often right.',
      answer: modelsAnswer,
      handle: () => world.models(),
    }),
    defineRoute({
      ...{ method: 'POST', path: '/models/retrain', role: 'operator' },
      describe: 'Has models learnt anew.',
      ...{ body: retrainBody, answer: orderAnswer },
      handle: ({ body, caller }) => world.retrain(body, caller.name),
    }),
    defineRoute({
      ...{ method: 'POST', path: '/models/rollback', role: 'operator' },
      describe: 'Goes back to an earlier version of a model, and stays with it for a week.',
      ...{ body: rollbackBody, answer: orderAnswer },
      handle: ({ body, caller }) => world.rollback(body, caller.name),
    }),
    defineRoute({
      ...{ method: 'GET', path: '/review', role: 'viewer' },
      describe:
        'Lines to be looked at one by one, as `logsift review` draws them, and what came of it so far.',
      ...{ query: reviewQuery, answer: reviewAnswer },
      handle: ({ query }) => world.review(query),
    }),
    defineRoute({
      ...{ method: 'POST', path: '/review', role: 'operator' },
      describe: 'Begins a review.',
      ...{ body: reviewBody, answer: reviewAnswer },
      handle: ({ body }) => world.beginReview(body),
    }),
    defineRoute({
      ...{ method: 'POST', path: '/review/labels', role: 'operator' },
      describe: 'Says of lines of the review whether they are odd. After the last one the models are told.',
      ...{ body: labelsBody, answer: labelsAnswer },
      handle: ({ body, caller }) => world.label(body, caller.name),
    }),
  ];
}
