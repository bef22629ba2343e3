import { judgeShare } from './judge-share.ts';

judgeShare(3, 4);
