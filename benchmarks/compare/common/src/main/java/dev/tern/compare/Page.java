package dev.tern.compare;

import java.io.Serializable;
import java.util.List;

/** A page of results. */
public class Page<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    private int pageNo;
    private int total;
    private List<T> result;

    public int getPageNo() {
        return pageNo;
    }

    public void setPageNo(int value) {
        pageNo = value;
    }

    public int getTotal() {
        return total;
    }

    public void setTotal(int value) {
        total = value;
    }

    public List<T> getResult() {
        return result;
    }

    public void setResult(List<T> value) {
        result = value;
    }
}
