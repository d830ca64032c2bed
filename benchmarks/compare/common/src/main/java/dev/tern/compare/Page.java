package dev.tern.compare;

import java.io.Serializable;
import java.util.List;

public class Page<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    private int pageNo;
    private int total;
    private List<T> result;

    public int getPageNo() { return pageNo; }
    public void setPageNo(int v) { pageNo = v; }
    public int getTotal() { return total; }
    public void setTotal(int v) { total = v; }
    public List<T> getResult() { return result; }
    public void setResult(List<T> v) { result = v; }
}
