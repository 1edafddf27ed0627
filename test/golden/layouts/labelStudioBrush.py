"""Writes labelStudioBrush.json: a mask packed by Label Studio's own converter (PyPI label-studio-converter 0.0.59, brush.py beside)."""
import sys,types,json
import numpy as np
for m in ['label_studio_tools']: sys.modules[m]=types.ModuleType(m)
src=open('brush.py').read()
ns={}
import re
src=src.replace('from PIL import Image','Image=None')
exec(compile(src,'brush','exec'),ns)
rng=np.random.default_rng(5)
w,h=23,17
m=(rng.random((h,w))>0.6).astype(np.uint8)
m[3:12,4:20]=1
flat=np.repeat((m*255).ravel(),4)
rle=ns['encode_rle'](flat)
dec=ns['decode_rle'](rle)
assert (np.array(dec).reshape(-1)[:len(flat)]==flat).all()
rows=[''.join(map(str,r)) for r in m]
json.dump({'source':'label_studio_converter 0.0.59, brush.encode_rle','width':w,'height':h,'rows':rows,'rle':[int(x) for x in rle]},open('labelStudioBrush.json','w'))
print(len(rle))
