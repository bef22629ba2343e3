import { judgeShare } from './judge-share.ts';

judgeShare(6, 7);
