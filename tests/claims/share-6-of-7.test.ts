import { judgeShare } from './judge-share.ts';

judgeShare(5, 7);
