import COneDNN
import CStrataKernels
import StrataGraph

