@notification @challenge
Feature: A client answers challenges

  Challenges of every length, several at once, or none at all.

  Rule: C-CHL-03 A challenge is any word

    @certify-client @C-CHL-03 @C-CHL-01
    Example: One digit
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server challenges Alice:
        """
        <<< CHL 0 <challenge-one=1>\r\n
        # C-CHL-01 C-CHL-03
        >>> QRY <qry-one=20> <rest-product-one=msmsgs@msnmsgr.com> 32\r\n
            <digest-one>
        # S-CHL-02
        <<< QRY <qry-one>\r\n
        """
      Then Alice still answers

    @certify-client @C-CHL-03 @C-CHL-01
    Example: Twenty letters
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server challenges Alice:
        """
        <<< CHL 0 <challenge-one=aaaaaaaaaaaaaaaaaaaa>\r\n
        # C-CHL-01 C-CHL-03
        >>> QRY <qry-one=20> <rest-product-one=msmsgs@msnmsgr.com> 32\r\n
            <digest-one>
        # S-CHL-02
        <<< QRY <qry-one>\r\n
        """
      Then Alice still answers

    @certify-client @C-CHL-03 @C-CHL-01
    Example: Longer than any, with letters
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server challenges Alice:
        """
        <<< CHL 0 <challenge-one=0123456789abcdefABCDEF-._~0123456789>\r\n
        # C-CHL-01 C-CHL-03
        >>> QRY <qry-one=20> <rest-product-one=msmsgs@msnmsgr.com> 32\r\n
            <digest-one>
        # S-CHL-02
        <<< QRY <qry-one>\r\n
        """
      Then Alice still answers

    @certify-client @C-CHL-03 @C-CHL-01
    Example: Twenty zeros
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server challenges Alice:
        """
        <<< CHL 0 <challenge-one=00000000000000000000>\r\n
        # C-CHL-01 C-CHL-03
        >>> QRY <qry-one=20> <rest-product-one=msmsgs@msnmsgr.com> 32\r\n
            <digest-one>
        # S-CHL-02
        <<< QRY <qry-one>\r\n
        """
      Then Alice still answers

  Rule: C-CHL-04 Several challenges in a row are all answered

    @certify-client @C-CHL-04 @C-CHL-01
    Example: Three in one segment
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server challenges Alice:
        """
        <<< CHL 0 11111111111111111111\r\n
            CHL 0 22222222222222222222\r\n
            CHL 0 33333333333333333333\r\n
        # C-CHL-01
        >>> QRY <qry-a=20> <rest-a=msmsgs@msnmsgr.com> 32\r\n
            <digest-a>
        # C-CHL-04
        >>> QRY <qry-b=21> <rest-b=msmsgs@msnmsgr.com> 32\r\n
            <digest-b>
        # C-CHL-04
        >>> QRY <qry-c=22> <rest-c=msmsgs@msnmsgr.com> 32\r\n
            <digest-c>
        <<< QRY <qry-a>\r\n
            QRY <qry-b>\r\n
            QRY <qry-c>\r\n
        """
      Then Alice still answers
