import { judgeShare } from './judge-share.ts';

judgeShare(1, 4);
