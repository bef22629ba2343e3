import { judgeShare } from './judge-share.ts';

judgeShare(4, 7);
